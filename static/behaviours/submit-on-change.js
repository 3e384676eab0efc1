// @ts-check
// <select data-submit-on-change> sends its form; the form keeps a button for those without scripts.
document.addEventListener("change", (event) => {
  const control = event.target;
  if (!(control instanceof HTMLElement) || !("submitOnChange" in control.dataset)) return;
  const form = control.closest("form");
  if (form) form.requestSubmit();
});
