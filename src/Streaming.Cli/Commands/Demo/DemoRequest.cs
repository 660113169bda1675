namespace Streaming.Cli.Commands.Demo;

/// <param name="History">Events scored by rule, to learn from.</param>
/// <param name="Events">Events scored by the model.</param>
internal sealed record DemoRequest(string Topology, long History, long Events)
{
    /// <summary>Hostile records for each event streamed.</summary>
    public const double Hostility = 0.01;

    public const int Partitions = 4;
}
