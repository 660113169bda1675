using System.Globalization;
using Streaming.Lineage;

namespace Streaming.Pipeline.Rescaling;

/// <summary>
/// What a marker batch says: from here on the stage's rows lie in so many partitions, and what its partitions held before
/// ends at these versions. Every later header of the stream names the version of its last marker, so that the tail alone
/// tells where state comes from.
/// </summary>
/// <param name="From">Partitions before.</param>
/// <param name="To">Partitions after.</param>
/// <param name="Versions">Last version of each partition's stream before the marker; 0 where it had none.</param>
public sealed record RescaleMarker(int From, int To, IReadOnlyList<long> Versions)
{
    /// <summary>Key among a marker's <see cref="BatchHeader.Extra"/>.</summary>
    public const string Key = "rescaled";

    /// <summary>Key of the last marker's version, in the marker and in all headers after it.</summary>
    public const string VersionKey = "rescaled-at";

    /// <summary>Null where the batch is no marker.</summary>
    public static RescaleMarker? Of(BatchHeader header) => header.Extra.TryGetValue(Key, out var text) ? Parse(text) : null;

    /// <summary>The marker of a rescale to so many partitions, where the stream ends in it: that rescale was begun before.</summary>
    public static RescaleMarker? LastIn(LineageTail? tail, int partitions) =>
        tail?.Header is { } header && Of(header) is { } marker && marker.To == partitions ? marker : null;

    /// <summary>Version of the last marker as of a batch; 0 where there is none.</summary>
    public static long VersionIn(BatchHeader? header) =>
        header is not null && header.Extra.TryGetValue(VersionKey, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"from {From} to {To} after {string.Join(',', Versions)}");

    static RescaleMarker? Parse(string text)
    {
        var words = text.Split(' ');
        if (words.Length != 6 || !Number(words[1], out var from) || !Number(words[3], out var to)) return null;
        var versions = new List<long>();
        foreach (var word in words[5].Split(','))
        {
            if (!Number(word, out var version)) return null;
            versions.Add(version);
        }

        return versions.Count == from ? new RescaleMarker((int)from, (int)to, versions) : null;
    }

    static bool Number(string word, out long number) => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
