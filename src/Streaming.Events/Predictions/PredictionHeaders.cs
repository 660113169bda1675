namespace Streaming.Events.Predictions;

/// <summary>Headers of predictions that others than their writer read.</summary>
public static class PredictionHeaders
{
    /// <summary>Topic, partition and offset of the source record, as in <c>transactions/2/4711</c>.</summary>
    public const string Source = "source";
}
