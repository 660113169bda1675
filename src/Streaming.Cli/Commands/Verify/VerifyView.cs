using System.Collections.Concurrent;
using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Evidence;

namespace Streaming.Cli.Commands.Verify;

internal static class VerifyView
{
    /// <summary>A bar for each stream that is gone through.</summary>
    public static Task<T> WatchAsync<T>(Terminal terminal, Func<IProgress<VerifyProgress>?, Task<T>> verify)
    {
        if (!terminal.IsLive) return verify(null);
        return ProgressBars.Of(terminal).StartAsync(async bars =>
        {
            var tasks = new ConcurrentDictionary<StreamKey, ProgressTask>();
            return await verify(new Reporter<VerifyProgress>(state =>
            {
                var bar = tasks.GetOrAdd(state.Stream, s => bars.AddTask(Markup.Escape(s.ToString()), maxValue: Math.Max(1, state.LastVersion)));
                bar.Value = state.Version;
            }));
        });
    }

    public static void Show(Terminal terminal, string topology, VerifyReport report, Checkpoint? checkpoint) => terminal.Result(
        new
        {
            topology,
            sound = report.IsSound,
            checkpoint = checkpoint is null ? null : new { signed_at = IsoTime.Format(checkpoint.MadeAt) },
            streams = report.Streams.Select(s => new { stream = s.Stream.ToString(), s.Versions, s.Records, hash = s.Tail is null ? null : Convert.ToHexStringLower(s.Tail.Hash) }),
            faults = report.Faults.Select(f => new { f.Kind, stream = f.Stream == default ? null : f.Stream.ToString(), f.Version, f.Message }),
        },
        () =>
        {
            foreach (var fault in report.Faults) terminal.Line(fault.Stream == default ? fault.Message : $"{fault.Stream}/{fault.Version}: {fault.Message}");
            var (batches, records) = (report.Streams.Sum(s => s.Versions), report.Streams.Sum(s => s.Records));
            terminal.Line(report.IsSound
                ? $"Sound: {batches:N0} batches of {report.Streams.Count} streams, {records:N0} records; every hash, link, count and lookup row is right, and so are the histories of models and topology{(checkpoint is null ? "" : $", and all that was signed at {IsoTime.Format(checkpoint.MadeAt)} is there")}."
                : $"Not sound: {report.Faults.Count()} faults in {report.Streams.Count} streams.");
        });
}
