// Where answers wait without a signal. Each person's, or what was counted in a room on one screen, are
// sealed to a public key with a fresh AES-GCM key; the private key is itself locked by AES-GCM under a key made (PBKDF2) from the PIN and the
// server's half. So this device can add answers and cannot read them, not even with the PIN alone.
(() => {
  "use strict";

  const NAME = "no-signal";
  const ROUNDS = 600000;
  const SEAL = { name: "RSA-OAEP", hash: "SHA-256" };
  const random = (length) => crypto.getRandomValues(new Uint8Array(length));

  const promise = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  function open() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("setup");
      request.result.createObjectStore("waiting");
    };
    return promise(request);
  }

  // One change, and done only when it is on the disk.
  async function inStore(name, mode, act) {
    const database = await open();
    try {
      const change = database.transaction(name, mode, { durability: "strict" });
      const finished = new Promise((resolve, reject) => {
        change.oncomplete = resolve;
        change.onabort = change.onerror = () => reject(change.error);
      });
      const result = await promise(act(change.objectStore(name)));
      await finished;
      return result;
    } finally {
      database.close();
    }
  }

  const exists = async () => (await indexedDB.databases()).some((each) => each.name === NAME);
  const setup = async () => ((await exists()) ? inStore("setup", "readonly", (s) => s.get("it")) : undefined);
  const keys = async () => ((await exists()) ? inStore("waiting", "readonly", (s) => s.getAllKeys()) : []);

  async function keyFrom(pin, share, salt) {
    const typed = new TextEncoder().encode(`${pin}:${share}`);
    const base = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
  }

  async function prepare(session, here, pin, share) {
    const pair = await crypto.subtle.generateKey(
      { ...SEAL, modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]) },
      true,
      ["wrapKey", "unwrapKey"],
    );
    const [salt, iv] = [random(16), random(12)];
    const lock = await keyFrom(pin, share, salt);
    const locked = await crypto.subtle.wrapKey("pkcs8", pair.privateKey, lock, { name: "AES-GCM", iv });
    const made = { session, here, salt, iv, locked, publicKey: pair.publicKey };
    await inStore("setup", "readwrite", (s) => s.put(made, "it"));
  }

  // The key is random, so that nothing here tells who came first. What began with `prefix` is replaced.
  async function seal(words, prefix = "") {
    const { publicKey } = await setup();
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
    const iv = random(12);
    const text = new TextEncoder().encode(JSON.stringify(words));
    const sealed = {
      iv,
      words: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, fresh, text),
      key: await crypto.subtle.wrapKey("raw", fresh, publicKey, SEAL),
    };
    const name = prefix + [...random(16)].map((each) => each.toString(16).padStart(2, "0")).join("");
    const replaced = prefix ? (await keys()).filter((each) => each.startsWith(prefix)) : [];
    await inStore("waiting", "readwrite", (s) => {
      replaced.forEach((each) => s.delete(each));
      return s.put(sealed, name);
    });
  }

  // Return a function that opens what waits under one key.
  async function unlock(pin, share) {
    const { locked, salt, iv } = await setup();
    const lock = await keyFrom(pin, share, salt);
    const opens = await crypto.subtle.unwrapKey("pkcs8", locked, lock, { name: "AES-GCM", iv }, SEAL, false, ["unwrapKey"]);
    return async (name) => {
      const sealed = await inStore("waiting", "readonly", (s) => s.get(name));
      const kind = { name: "AES-GCM", length: 256 };
      const fresh = await crypto.subtle.unwrapKey("raw", sealed.key, opens, SEAL, kind, false, ["decrypt"]);
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, fresh, sealed.words);
      return JSON.parse(new TextDecoder().decode(text));
    };
  }

  const drop = (name) => inStore("waiting", "readwrite", (s) => s.delete(name));
  const wipe = () => promise(indexedDB.deleteDatabase(NAME));

  window.noSignalVault = { setup, keys, prepare, seal, unlock, drop, wipe };
})();
