using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;

namespace Streaming.Cli.Commands.Doctor;

internal static class DoctorView
{
    public static void Show(Terminal terminal, DoctorReport report) => terminal.Result(
        new { healthy = report.IsHealthy, findings = report.Findings },
        () =>
        {
            var table = new Table { Border = TableBorder.None, ShowHeaders = false };
            table.AddColumns("", "", "");
            foreach (var finding in report.Findings)
            {
                var (mark, colour) = finding.Verdict switch
                {
                    DoctorVerdict.Good => ("ok", "green"),
                    DoctorVerdict.NotNeeded => ("-", "grey"),
                    _ => ("missing", "red"),
                };
                table.AddRow(new Markup($"[{colour}]{mark}[/]"), new Text(finding.Subject), new Text(finding.Cure is null ? finding.Detail : $"{finding.Detail}. {finding.Cure}"));
            }

            terminal.Show(table);
            terminal.Line(report.IsHealthy ? "Everything needed is here. Next: streaming demo" : "Something needed is missing; its line says what helps.");
        });
}
