namespace Streaming.Torture.Children;

/// <summary>What the broker process is told.</summary>
sealed record BrokerSpec(string Folder, int Port);
