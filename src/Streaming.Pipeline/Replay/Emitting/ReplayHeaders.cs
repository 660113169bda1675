namespace Streaming.Pipeline.Replay.Emitting;

/// <summary>Headers that tell history from what is live, beside those of every prediction. All values are UTF-8 text.</summary>
public static class ReplayHeaders
{
    /// <summary>Id of the run that wrote the record; no live record has it.</summary>
    public const string Run = "replay";

    /// <summary>What the row would have been: the score is another model's, named in <c>model-version</c>. Absent where the prediction is
    /// as it was.</summary>
    public const string WhatIf = "what-if";
}
