// A form whose answer is a passkey's: the device asks for finger, face or its code, and the form is sent by itself.
// data-passkey="create" makes a new passkey, "get" shows one; the challenge stands in the page, or is fetched when
// the button is pressed, so that it never is too old.
const OFF = "Den här webbläsaren eller enheten kan inte använda passkeys. Välj ett annat sätt.";
const ALREADY = "Den här enheten har redan en passkey hos oss. Använd den, eller ta fram en annan enhet.";
const STOPPED = "Det blev inget den här gången. Försök igen, och låt enheten visa att det är du.";
const AWAY = "Servern svarade inte. Försök igen om en stund.";

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function withBytes(keys) {
  return keys?.map((key) => ({ ...key, id: toBytes(key.id) }));
}

function sendable(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: toText(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) answer[part] = toText(response[part]);
  }
  return {
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    response: answer,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function challenge(form) {
  const here = form.querySelector("script[type='application/json']");
  if (here) return JSON.parse(here.textContent).publicKey;
  const response = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!response.ok) throw new Error(AWAY);
  return (await response.json()).request_options.publicKey;
}

async function ask(form) {
  const options = await challenge(form);
  options.challenge = toBytes(options.challenge);
  if (form.dataset.passkey === "create") {
    options.user.id = toBytes(options.user.id);
    options.excludeCredentials = withBytes(options.excludeCredentials);
    return navigator.credentials.create({ publicKey: options });
  }
  options.allowCredentials = withBytes(options.allowCredentials);
  return navigator.credentials.get({ publicKey: options });
}

function words(error) {
  if (error.name === "InvalidStateError") return ALREADY;
  if (error.message === AWAY || error instanceof TypeError) return AWAY;
  return STOPPED;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const trouble = form.querySelector("[data-passkey-trouble]");
  const button = form.querySelector("button[type=submit]");
  if (!window.PublicKeyCredential) {
    trouble.textContent = OFF;
    button.disabled = true;
    continue;
  }
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    trouble.textContent = "";
    button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(sendable(await ask(form)));
      form.submit();
    } catch (error) {
      trouble.textContent = words(error);
      button.disabled = false;
      button.focus();
    }
  });
}
