using System.IO.Pipes;
using System.Text;
using Streaming.Cli.Shell;
using Streaming.Cli.Tests.Setup;

namespace Streaming.Cli.Tests.Shell;

/// <summary>What comes of <c>| head</c>.</summary>
public sealed class PipeOutTests
{
    [Fact]
    public void A_pipe_that_nobody_reads_says_so()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.DisposeLocalCopyOfClientHandle();
        using var output = new PipeOut(
            new FileStream(
                new Microsoft.Win32.SafeHandles.SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false),
                FileAccess.Write,
                0
            )
        );
        Should.Throw<OutputClosedException>(() => output.Write("x"u8.ToArray(), 0, 1));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("topology", "schema")]
    [InlineData("topology", "draw", "card-fraud", "--json")]
    public async Task A_command_ends_quietly_when_nobody_reads_on(params string[] words)
    {
        var error = new StringWriter();
        var environment = new CliEnvironment
        {
            Out = new Closed(),
            Error = error,
            Variable = _ => null,
            WorkingDirectory = Folders.Repository,
        };
        if (words is [.., "card-fraud", _])
            words[2] = Folders.Topology("card-fraud");
        (await CommandLine.RunAsync(words, environment, TestContext.Current.CancellationToken)).ShouldBe(ExitCode.Done);
        error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fault_of_another_kind_is_still_one()
    {
        var error = new StringWriter();
        var environment = new CliEnvironment
        {
            Out = new Closed { Fault = new IOException("No space left on device") },
            Error = error,
            Variable = _ => null,
            WorkingDirectory = Folders.Repository,
        };
        (await CommandLine.RunAsync(["topology", "schema"], environment, TestContext.Current.CancellationToken)).ShouldBe(ExitCode.Failed);
        error.ToString().ShouldBe($"error: No space left on device{Environment.NewLine}");
    }

    sealed class Closed : TextWriter
    {
        public IOException Fault { get; init; } = new OutputClosedException(new IOException("Broken pipe"));

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw Fault;
    }
}
