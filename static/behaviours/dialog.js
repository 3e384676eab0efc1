// @ts-check
// data-opens="id" opens a <dialog>, data-closes closes the one it stands in; a click beside it closes it too.
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const opener = event.target.closest("[data-opens]");
  if (opener instanceof HTMLElement) {
    const dialog = document.getElementById(opener.dataset.opens ?? "");
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
    return;
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target === dialog || event.target.closest("[data-closes]"))) dialog.close();
});

const waiting = document.querySelector("dialog[data-open-now]");
if (waiting instanceof HTMLDialogElement) waiting.showModal();
