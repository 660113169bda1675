namespace Streaming.Cli.Shell;

/// <summary>Reports on the caller's thread and at once, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Reporter<T>(Action<T> show) : IProgress<T>
{
    public void Report(T value) => show(value);
}
