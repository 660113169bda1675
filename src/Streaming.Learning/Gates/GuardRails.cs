namespace Streaming.Learning.Gates;

/// <summary>What a version raises and scores, beside who decides, on the same rows: what may go wrong before any label tells.</summary>
/// <param name="Alerts">Rows about which the one decides anything but the last decision.</param>
/// <param name="OtherAlerts">As many of the other.</param>
/// <param name="Stability">The population stability index of the other's scores against the one's, over tenths of the range from 0 to
/// 1.</param>
public sealed record GuardRails(long Alerts, long OtherAlerts, double Stability)
{
    /// <summary>Whether the other raises at most so many times the one's alerts, and at most so many times fewer. One more of each is
    /// counted, so that a few are no multiple of none.</summary>
    public static bool Within(long alerts, long others, double factor)
    {
        var ratio = (others + 1.0) / (alerts + 1.0);
        return ratio <= factor && ratio >= 1 / factor;
    }
}
