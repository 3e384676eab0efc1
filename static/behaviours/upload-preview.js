// @ts-check
// The preview of an article says how many of its paragraphs are ticked while one ticks.
const form = document.getElementById("proposal");
const count = document.querySelector("[data-ticked]");
form?.addEventListener("change", () => {
  if (count) count.textContent = String(form.querySelectorAll("input[name=keep]:checked").length);
});
