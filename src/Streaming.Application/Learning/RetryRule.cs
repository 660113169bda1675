using System.Globalization;

namespace Streaming.Application.Learning;

/// <summary>When a run that came to nothing is followed by another one for the same reason, and what that one is known by.</summary>
static class RetryRule
{
    const string Again = "again/";

    /// <summary>Longer waits would be as good as none.</summary>
    const int MostDoublings = 5;

    /// <summary>So much event time lies between the end of a run and the next one.</summary>
    /// <param name="first">After the first one.</param>
    /// <param name="tries">Runs that there were for the same reason.</param>
    public static TimeSpan Wait(TimeSpan first, int tries) => first * (1 << Math.Clamp(tries - 1, 0, MostDoublings));

    /// <summary>Of the message that begins the next run: the same for whoever finds that it is due.</summary>
    /// <param name="alarm">Id of the alarm.</param>
    /// <param name="after">Number of the run before.</param>
    public static string IdOf(string alarm, int after) => string.Create(CultureInfo.InvariantCulture, $"{Again}{after}/{alarm}");

    /// <summary>The alarm that a message began a run for; of another message, its own id.</summary>
    public static string AlarmOf(string message) =>
        message.StartsWith(Again, StringComparison.Ordinal) && message.IndexOf('/', Again.Length) is var end and > 0
            ? message[(end + 1)..]
            : message;
}
