using Streaming.Inference.Onnx;

namespace Streaming.Cli.Commands.Run;

/// <param name="Partitions">Of topics that have to be made.</param>
internal sealed record RunRequest(string Topology, int Partitions, ExecutionProvider Provider);
