namespace Streaming.Drift;

/// <summary>What a detector makes of the values up to now.</summary>
public enum DriftLevel
{
    /// <summary>Nothing unusual.</summary>
    None,

    /// <summary>There may be a change: the detector has come near an alarm.</summary>
    Warning,

    /// <summary>The values have changed. The detector has begun anew with the next value.</summary>
    Alarm,
}
