using System.Diagnostics;

namespace Streaming.Embedded.Kafka.Tests.Matrix;

/// <summary>Programs of others, run to their end.</summary>
static class ForeignProgram
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What a program says on both its outputs.</summary>
    public static async Task<(string Output, string Error)> RunAsync(IReadOnlyList<string> command)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        return (await output, await error);
    }
}
