namespace Streaming.Torture.Children;

/// <summary>The hidden verbs under which this program runs the processes that are killed.</summary>
static class Verbs
{
    public const string Broker = "broker";
    public const string Pipeline = "pipeline";
    public const string Learning = "learning";
    public const string Job = "job";
}
