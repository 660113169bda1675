namespace Streaming.TestDriver;

/// <summary>A prediction that a driven pipeline emitted.</summary>
/// <param name="EventId">Id of the event.</param>
/// <param name="Key">Source key of the event.</param>
/// <param name="Score">As the model or the rule gave it.</param>
/// <param name="Decision">Name of the decision.</param>
/// <param name="Features">What was scored, by name; NaN: missing.</param>
/// <param name="Json">The record's value, as a subscriber gets it.</param>
public sealed record DrivenPrediction(
    string EventId,
    string Key,
    float Score,
    string Decision,
    IReadOnlyDictionary<string, float> Features,
    string Json
);

/// <summary>A record that a driven pipeline put into quarantine.</summary>
/// <param name="Topic">Topic that it was published to.</param>
/// <param name="Reason">Reason code, as in <c>missing-field</c>.</param>
/// <param name="Detail">The sentence that says what is wrong with it.</param>
/// <param name="Rule">Name of the topology's rule that it broke; null for other reasons.</param>
/// <param name="Value">The record's value, as it was published; null where it had none.</param>
public sealed record DrivenRejection(string Topic, string Reason, string Detail, string? Rule, string? Value);
