// Files from and to the user's own disk; nothing goes anywhere else.

export function download(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  // The browser has read the address by then.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
