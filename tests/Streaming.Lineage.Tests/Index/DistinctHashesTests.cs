using CsCheck;
using Streaming.Lineage.Index;

namespace Streaming.Lineage.Tests.Index;

public sealed class DistinctHashesTests
{
    /// <summary>
    /// Fails where a key is taken for another, or for new again: filters of one batch would differ, and verification fail.
    /// </summary>
    [Fact]
    public void A_hash_is_new_once() =>
        Gen.OneOf(Gen.ULong, Gen.ULong[0, 20], Gen.ULong[0, 20].Select(h => h << 40))
            .Array[0, 300]
            .Sample(hashes =>
            {
                var known = new HashSet<ulong>();
                using var distinct = new DistinctHashes(hashes.Length);
                foreach (var hash in hashes)
                {
                    // Nothing has the place of hash 0, which is taken for 1.
                    if (distinct.Add(hash) != known.Add(hash == 0 ? 1 : hash))
                        return false;
                }

                return true;
            });
}
