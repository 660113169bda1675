namespace Streaming.Torture.Children;

/// <summary>
/// What a child process has to do with its parent: it says when it is up, is told things line by line, and ends when its
/// standard input closes.
/// </summary>
static class Lifeline
{
    /// <summary>Is told each line that the parent says.</summary>
    public static Action<string> Heard { get; set; } = _ => { };

    /// <summary>Cancelled when the parent closes our standard input or is gone.</summary>
    public static CancellationToken Watch(CancellationToken stop)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        new Thread(() =>
        {
            while (Console.In.ReadLine() is { } line)
                Heard(line);

            source.Cancel();
        })
        {
            IsBackground = true,
        }.Start();
        return source.Token;
    }

    public static void SayReady(string what) => Say($"ready: {what}");

    /// <summary>Says what it ends of, on one line.</summary>
    public static void SayFault(string what) => Say($"fault: {what.ReplaceLineEndings(" ")}");

    static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
