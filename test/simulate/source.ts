/** Lets Node read the source as the bundlers do: `@/` is the root, and an import needs no file ending. */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = new URL('../../', import.meta.url);

/** From now on; what was imported before is not looked at again. */
export const readSource = (): void => {
  registerHooks({
    resolve: (specifier, context, next) => {
      const isOurs = specifier.startsWith('@/') || specifier.startsWith('.');
      if (!isOurs || /\.(?:ts|js|mjs|json)$/u.test(specifier)) return next(specifier, context);
      const base = context.parentURL ?? ROOT.href;
      const named = specifier.startsWith('@/')
        ? new URL(specifier.slice(2), ROOT)
        : new URL(specifier, base);
      const source = fileURLToPath(`${named.href}.ts`);
      return existsSync(source)
        ? { url: pathToFileURL(source).href, shortCircuit: true }
        : next(specifier, context);
    },
  });
};
