using System.Globalization;
using Streaming.Topology;

namespace Streaming.Application.SendRecords;

/// <summary>Records that are sent together, or not at all, are not sent.</summary>
public sealed class RefusedRecordsException : StreamingException
{
    /// <summary>So many are named at most.</summary>
    public const int MostNamed = 100;

    /// <param name="refused">Which, and why: at least one.</param>
    public RefusedRecordsException(IReadOnlyList<RefusedRecord> refused)
        : base(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Record {refused[0].Index} cannot be sent: {refused[0].Detail} {Others(refused.Count - 1)}Nothing was sent."
            )
        )
    {
        Kind = FailureKind.Invalid;
        Refused = [.. refused.Take(MostNamed)];
    }

    /// <summary>Which, and why; the first ones where there are many.</summary>
    public IReadOnlyList<RefusedRecord> Refused { get; }

    static string Others(int count) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"Nor can {count} others. ");
}
