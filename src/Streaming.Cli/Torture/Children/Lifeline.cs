namespace Streaming.Cli.Torture.Children;

/// <summary>What a child process has to do with its parent: it says when it is up, and ends when its standard input closes.</summary>
internal static class Lifeline
{
    /// <summary>Cancelled when the parent closes our standard input or is gone.</summary>
    public static CancellationToken Watch(CancellationToken stop)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
            {
                // Nothing is ever said: only the end counts.
            }

            source.Cancel();
        })
        { IsBackground = true }.Start();
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
