// The entry that embeds nothing: call one of these once, before anything else.
export * from './index.js';

/** The bytes of `peiyu/peiyu_bg.wasm`, or the module compiled from them. */
export type Source = BufferSource | WebAssembly.Module;

export function initialize(source: Source | Promise<Source | Response>): Promise<void>;

export function initializeSync(source: Source): void;
