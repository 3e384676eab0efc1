// @ts-check
// The form that takes files: they can be dropped anywhere on it, are listed, and are sent with a bar that moves.
// Without this script it is a plain form.
import { _ } from "../editor/base/words.js";
import { size } from "./sizes.js";

/** @param {HTMLElement} list @param {FileList} files */
function list(list, files) {
  list.replaceChildren(
    ...Array.from(files, (file) => {
      const row = document.createElement("li");
      const name = document.createElement("span");
      const weight = document.createElement("span");
      name.textContent = file.name;
      weight.textContent = size(file.size);
      weight.className = "soft nowrap";
      row.append(name, weight);
      return row;
    }),
  );
}

/** @param {HTMLFormElement} form @param {string[]} sentences */
function complain(form, sentences) {
  const place = form.querySelector("[data-upload-errors]");
  place?.replaceChildren(
    ...sentences.map((sentence) => {
      const notice = document.createElement("div");
      const words = document.createElement("div");
      notice.className = "notice bad";
      words.textContent = sentence;
      notice.append(words);
      return notice;
    }),
  );
  place?.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLFormElement} form @param {boolean} sending */
function sendingNow(form, sending) {
  const place = form.querySelector("[data-upload-progress]");
  const button = form.querySelector("button");
  if (place instanceof HTMLElement) place.hidden = !sending;
  if (button) button.disabled = sending;
}

/** @param {HTMLFormElement} form @param {XMLHttpRequest} request */
function answered(form, request) {
  /** @type {{url?: string, errors?: string[], detail?: string}} */
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    // a page instead of JSON: the sentences below say enough
  }
  if (answer.url) {
    window.location.assign(answer.url);
    return;
  }
  sendingNow(form, false);
  const why =
    request.status === 413 ? _("That is too much at once; send fewer or smaller files.") : _("It could not be sent.");
  complain(form, answer.errors ?? [answer.detail ?? _("%(why)s Nothing was stored.", { why })]);
}

/** XMLHttpRequest, because fetch cannot tell how much of a body has left.
 * @param {HTMLFormElement} form */
function send(form) {
  const request = new XMLHttpRequest();
  const bar = form.querySelector("progress");
  const words = form.querySelector("[data-upload-progress] span");
  request.upload.onprogress = (event) => {
    if (!event.lengthComputable || !bar || !words) return;
    const percent = Math.floor((100 * event.loaded) / event.total);
    bar.value = percent;
    words.textContent = percent < 100 ? _("Sending, %(percent)s %", { percent }) : _("Sent; the file is being kept …");
  };
  request.onload = () => answered(form, request);
  request.onerror = () => {
    sendingNow(form, false);
    complain(form, [_("The connection broke before everything was sent. Nothing was stored; send it again.")]);
  };
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  complain(form, []);
  sendingNow(form, true);
  request.send(new FormData(form));
}

/** @param {HTMLFormElement} form */
function begin(form) {
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector("[data-upload-drop]");
  const chosen = form.querySelector("[data-upload-chosen]");
  if (!(input instanceof HTMLInputElement) || !zone || !(chosen instanceof HTMLElement)) return;
  const relist = () => input.files && list(chosen, input.files);
  /** @param {DragEvent} event */
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;
  input.addEventListener("change", relist);
  form.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return; // dragged text goes where text goes
    event.preventDefault();
    zone.classList.add("over");
  });
  form.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) zone.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    zone.classList.remove("over");
    if (!holdsFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    relist();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
  relist();
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  if (form instanceof HTMLFormElement) begin(form);
}
