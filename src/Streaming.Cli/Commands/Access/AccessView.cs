using Spectre.Console;
using Streaming.Application.ReadAccess;
using Streaming.Application.VerifyAccess;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Access;

static class AccessView
{
    static readonly string[] Columns = ["when", "who", "operation", "about", "outcome", "seconds", "why"];

    public static void Show(Terminal terminal, IReadOnlyList<AccessedCall> calls) => terminal.Result(calls, () =>
        {
            if (calls.Count == 0)
            {
                terminal.Line("No such calls on record.");
                return;
            }

            var table = Tables.Texts(wrap: true, Columns);
            foreach (var call in calls)
            {
                table.AddRow(
                    new Text($"{call.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}"),
                    Cell(Caller(call)),
                    Cell(call.Operation),
                    Cell(call.About),
                    Cell(Outcome(call)),
                    new Text(call.Seconds is { } seconds ? $"{seconds:0.0}" : "").RightJustified(),
                    Cell(call.Why)
                );
            }

            terminal.Show(table);
        });

    public static void Verified(Terminal terminal, VerifiedAccess verified) => terminal.Result(verified, () =>
        {
            foreach (var fault in verified.Faults)
                terminal.Line(fault);
            terminal.Line(
                verified.Sound
                    ? $"Sound: {verified.Entries:N0} entries in {verified.Streams:N0} streams; each is the one that was sealed, and none "
                        + "is missing between them."
                    : $"Not sound: {verified.Faults.Count:N0} faults."
            );
        });

    static string Caller(AccessedCall call) => (call.Who ?? "unknown") + (call.Address is { } address ? $" from {address}" : "");

    static string Outcome(AccessedCall call) =>
        (call.Outcome ?? "no end on record")
        + (call.Calls > 1 ? $", {call.Calls:N0} times" : "")
        + (call.Detail is { } detail ? $": {detail}" : "");

    static Text Cell(string? text) => new(Printable.Text(text));
}
