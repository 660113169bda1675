namespace Streaming.Cli.Commands.Predictions;

/// <summary>Which predictions the user wants to see.</summary>
/// <param name="Limit">Null: as many as there are, or the default where only the last ones are wanted.</param>
/// <param name="Skip">How many of the latest to pass over.</param>
internal sealed record PredictionsRequest(string Topology, bool Follow, int? Limit, int Skip, bool FromBeginning)
{
    public const int DefaultLast = 20;
}
