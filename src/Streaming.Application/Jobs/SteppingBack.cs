namespace Streaming.Application.Jobs;

/// <summary>
/// How a process is started that steps back behind all others: what it takes of processor time is nearly what they leave, and enough to get
/// on where they leave nothing.
/// </summary>
public static class SteppingBack
{
    const string Shell = "/bin/sh";
    const string OwnSession = "/usr/bin/setsid";

    // Linux shares time among sessions before it looks at what runs in them (autogroups,
    // https://man7.org/linux/man-pages/man7/sched.7.html): a low priority within this one would take from the pipeline beside it, and never
    // give way to a database that has a session of its own. So it gets a session, and that steps back too where the kernel knows of such.
    const string Script = """
        { echo 10 > /proc/self/autogroup; } 2> /dev/null
        exec nice -n 10 "$@"
        """;

    /// <summary>Words before its command; none where the machine has no such programs.</summary>
    public static IReadOnlyList<string> Words
    {
        get
        {
            if (!File.Exists(Shell))
                return [];
            string[] shell = [Shell, "-c", Script, Shell];
            return File.Exists(OwnSession) ? [OwnSession, .. shell] : shell;
        }
    }
}
