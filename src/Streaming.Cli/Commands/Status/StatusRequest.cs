namespace Streaming.Cli.Commands.Status;

/// <param name="Timeout">How long to wait at most; null: as long as it takes.</param>
internal sealed record StatusRequest(string Topology, bool Wait, TimeSpan? Timeout);
