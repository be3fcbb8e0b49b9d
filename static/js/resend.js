// A page shown back after a log-in in another tab carries the token from before it; the cookie has the new one.

export function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => /^(__Host-)?amc_csrf=/.test(part));
  return cookie ? decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1)) : "";
}

export function refreshToken(form) {
  const input = form.querySelector("input[name=csrfmiddlewaretoken]");
  const token = csrfToken();
  if (input && token) input.value = token;
}

for (const form of document.querySelectorAll("form[data-resend]")) {
  form.addEventListener("submit", () => refreshToken(form));
}
