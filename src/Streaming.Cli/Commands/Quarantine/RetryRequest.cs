namespace Streaming.Cli.Commands.Quarantine;

/// <summary>Which records to publish again.</summary>
/// <param name="Addresses">Empty where a reason is given.</param>
/// <param name="Value">File with the corrected value; null: as they are.</param>
internal sealed record RetryRequest(string Topology, IReadOnlyList<string> Addresses, string? Reason, string? Value);
