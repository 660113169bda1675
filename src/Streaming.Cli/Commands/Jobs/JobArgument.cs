using System.CommandLine;

namespace Streaming.Cli.Commands.Jobs;

/// <summary>The argument that names a job.</summary>
sealed class JobArgument : Argument<long>
{
    public JobArgument()
        : base("job")
    {
        Description = "Its number";
    }
}
