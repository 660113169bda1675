using Streaming.Application.TestTopology;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.TopologyFiles;

static class TestView
{
    public static void Show(Terminal terminal, TestedTopology tested) => terminal.Result(tested, () =>
        {
            foreach (var test in tested.Tests)
            {
                terminal.Line($"{(test.Passed ? "passed" : "FAILED")}  {test.Name}");
                foreach (var failure in test.Failures)
                    terminal.Line($"        {tested.File}:{test.Line}: {failure}");
            }

            var failed = tested.Tests.Count(t => !t.Passed);
            terminal.Line(failed == 0 ? $"{tested.Tests.Count} passed." : $"{failed} of {tested.Tests.Count} failed.");
        });
}
