namespace Streaming.Torture.Scene;

/// <summary>The small topology with a policy, in a file, as those who serve learning want it. They follow it when it changes.</summary>
sealed class LearningTopology
{
    /// <summary>Runs begin one after the other, by the clock and for a goal that is never met.</summary>
    public const string Restless = "learning.yaml";

    /// <summary>The same without what begins runs.</summary>
    public const string Calm = "learning-calm.yaml";

    readonly string _name;

    public LearningTopology(string folder, string name)
    {
        _name = name;
        File = Path.Combine(Directory.CreateDirectory(folder).FullName, "topology.yaml");
    }

    public string File { get; }

    public void Write(string policy)
    {
        var text = TortureTopology
            .Text("topology.yaml")
            .Replace("topology: torture\n", $"topology: {_name}\n", StringComparison.Ordinal)
            .Replace("topic: torture-", $"topic: {_name}-", StringComparison.Ordinal);
        var next = File + ".next";
        System.IO.File.WriteAllText(next, text + TortureTopology.Text(policy));
        // Nobody reads a half.
        System.IO.File.Move(next, File, overwrite: true);
    }
}
