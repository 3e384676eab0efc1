// @ts-check
// Signing out asks first while this device holds changes that no server has yet.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches('[action$="/logout/"]') || form.dataset.asked) return;
  event.preventDefault();
  const { leaveUnsent } = await import("./unsent.js");
  if (!(await leaveUnsent())) return;
  form.dataset.asked = "1";
  form.requestSubmit();
});
