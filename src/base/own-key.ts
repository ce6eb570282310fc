/** Sets a key that a stranger chose, `__proto__` included, as plain data. */
export function setOwn<V>(object: Record<string, V>, key: string, value: V): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

/** What an object itself has at a key that a stranger chose; undefined for what every object has. */
export function getOwn<V>(object: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
