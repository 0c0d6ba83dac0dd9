/** Does the work for all items, at most `limit` at once. After a failure no further item is begun; those under way are waited for. */
export async function inParallel<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  let failed: { error: unknown } | undefined;
  const one = async (): Promise<void> => {
    for (const item of rest) {
      if (failed !== undefined) return;
      try {
        await work(item);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, one));
  if (failed !== undefined) throw failed.error;
}
