using Spectre.Console;
using Streaming.Application.ExamineMachine;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Doctor;

static class DoctorView
{
    public static void Show(Terminal terminal, ExaminedMachine report) => terminal.Result(report, () =>
        {
            var table = new Table { Border = TableBorder.None, ShowHeaders = false };
            table.AddColumns("", "", "");
            foreach (var finding in report.Findings)
            {
                var (mark, colour) = finding.Verdict switch
                {
                    FindingVerdict.Good => ("ok", "green"),
                    FindingVerdict.NotNeeded => ("-", "grey"),
                    _ => ("missing", "red"),
                };
                table.AddRow(
                    new Markup($"[{colour}]{mark}[/]"),
                    new Text(finding.Subject),
                    new Text(finding.Cure is null ? finding.Detail : $"{finding.Detail}. {finding.Cure}")
                );
            }

            terminal.Show(table);
            terminal.Line(
                report.Healthy
                    ? "Everything needed is here. Next: streaming demo"
                    : "Something needed is missing; its line says what helps."
            );
        });
}
