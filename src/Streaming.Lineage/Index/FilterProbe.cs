using System.Globalization;
using System.Text;

namespace Streaming.Lineage.Index;

/// <summary>
/// What is asked of filters: whether a batch may have all of these texts. Of each, the one block that matters is fetched.
/// </summary>
sealed class FilterProbe
{
    readonly FilterKinds[] _kinds;
    readonly ulong[] _hashes;

    /// <param name="wanted">Texts, each with what it is; null: not asked for.</param>
    public FilterProbe(params (FilterKinds Kind, string? Text)[] wanted)
    {
        var asked = wanted.Where(w => w.Text is not null).ToList();
        _kinds = [.. asked.Select(w => w.Kind)];
        _hashes = [.. asked.Select(w => LookupHash.Of(w.Kind, Encoding.UTF8.GetBytes(w.Text!)))];
    }

    /// <summary>Whether a filter that covers these kinds can answer in full.</summary>
    public bool IsAnswered(FilterKinds covered) => _kinds.All(k => covered.HasFlag(k));

    /// <summary>Upper halves of the hashes: the parameter of <see cref="Blocks"/>.</summary>
    public long[] Places => [.. _hashes.Select(h => (long)(h >> 32))];

    /// <summary>SQL that cuts the blocks out of column <c>filter</c>, in an array, as <see cref="BloomFilter.BlockIndex"/> says.</summary>
    /// <param name="parameter">Number of the parameter that has <see cref="Places"/>.</param>
    public string Blocks(int parameter)
    {
        var blocks = _hashes.Select(
            (_, i) =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"substring(filter from (1 + 64 * ((${parameter}[{i + 1}] * (octet_length(filter) / 64)) >> 32))::int for 64)"
                )
        );
        return $"array[{string.Join(", ", blocks)}]::bytea[]";
    }

    /// <summary>
    /// Whether the batches behind a filter may have what is asked for; a filter that does not cover a kind does not rule it out.
    /// </summary>
    /// <param name="covered">Kinds that it covers.</param>
    /// <param name="blocks">What <see cref="Blocks"/> gave.</param>
    public bool MayContain(FilterKinds covered, byte[][] blocks)
    {
        for (var i = 0; i < _hashes.Length; i++)
        {
            if (covered.HasFlag(_kinds[i]) && !BloomFilter.BlockMayContain(blocks[i], _hashes[i]))
                return false;
        }

        return true;
    }
}
