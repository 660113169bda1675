namespace Streaming.Application.FollowPredictions;

/// <summary>Which predictions are wanted, and from where on. Filters hold together; null: any.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Cursor">That of the last message that was got: what comes after it follows. Null: begin anew.</param>
/// <param name="FromBeginning">Where there is no cursor, begin with the oldest one still on the topic, and not with the next one.</param>
/// <param name="Key">Of these keys.</param>
/// <param name="Decision">Decided so.</param>
/// <param name="MinScore">With this score or a higher one.</param>
/// <param name="MaxScore">With this score or a lower one.</param>
public sealed record FollowPredictionsRequest(
    string Topology,
    string? Cursor = null,
    bool FromBeginning = false,
    IReadOnlyList<string>? Key = null,
    IReadOnlyList<string>? Decision = null,
    double? MinScore = null,
    double? MaxScore = null
);

/// <summary>A message to whoever follows predictions.</summary>
/// <param name="Cursor">Names all that was sent up to it, and all that was passed over.</param>
/// <param name="Value">Bytes of the prediction, which are JSON; null: nothing but the cursor, which may have moved on.</param>
public sealed record FollowedPrediction(string Cursor, byte[]? Value);
