// @ts-check
// The interactive page of the API. With a session it sends the CSRF token; a bearer token is typed in on the page.

// The library writes HTML that it has cleaned itself. Scripts and their addresses stay forbidden, here too.
// @ts-expect-error: newer than the type checker's picture of a browser
window.trustedTypes?.createPolicy("default", { createHTML: (/** @type {string} */ html) => html });

// The library is dark where the root says so; it does not ask the system by itself.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const shade = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", shade);
shade();

const place = document.getElementById("docs");
const csrf = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";

// @ts-expect-error: set by the library's own script, which comes before this one
window.SwaggerUIBundle({
  url: place?.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  /** @param {{ headers: Record<string, string> }} request */
  requestInterceptor: (request) => {
    if (!request.headers.Authorization) request.headers["X-CSRFToken"] = csrf;
    return request;
  },
});
