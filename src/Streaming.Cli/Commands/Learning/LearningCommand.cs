using System.CommandLine;

namespace Streaming.Cli.Commands.Learning;

/// <summary>Groups what is done to renew a model by its policy.</summary>
sealed class LearningCommand : Command
{
    public LearningCommand()
        : base("learning", "Renew a topology's model by its policy: train, judge, try on live rows, promote or take back")
    {
        Add(new ServeRunsCommand());
        Add(new StartCommand());
        Add(new ListCommand());
        Add(new ShowCommand());
        Add(new CancelCommand());
        Add(new VerifyRunsCommand());
    }
}
