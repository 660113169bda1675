namespace Streaming.Torture.Children;

/// <summary>What the broker process is told.</summary>
internal sealed record BrokerSpec(string Folder, int Port);
