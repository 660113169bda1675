namespace Streaming.Cli.Shell;

/// <summary>Cures in the command line's words: as commands and options.</summary>
static class CureWords
{
    /// <summary>A sentence to add to the message; null: a cure that the command line does not know.</summary>
    /// <param name="code">Which cure.</param>
    /// <param name="arguments">What it knows.</param>
    public static string? Of(string code, IReadOnlyList<string> arguments) =>
        (code, arguments) switch
        {
            ("examine", _) => "See whether Kafka and PostgreSQL run and can be reached: streaming doctor",
            ("report", _) => "(--verbose shows where; please report it)",
            ("name-kafka", _) => "Kafka is named by --kafka, STREAMING_KAFKA, or kafka in streaming.yaml.",
            ("name-postgres", _) => "The connection string is that of --postgres, STREAMING_POSTGRES, or postgres in streaming.yaml.",
            ("name-data-folder", _) => "The folder is named by --data.",
            ("list-jobs", _) => "See which there are: streaming jobs list",
            ("show-job", [var job]) => $"See how it goes: streaming jobs show {job}",
            ("list-contests", [var topology]) => $"See which there are: streaming contests list {topology}",
            ("list-runs", [var topology]) => $"See which there were: streaming learning list {topology}",
            ("show-run", [var topology, var run]) => $"See how it goes: streaming learning show {topology} {run}",
            ("run", [var topology]) => $"Run it: streaming run {topology}",
            ("run-with", [var topology, var partitions]) => $"Run it: streaming run {topology} --partitions {partitions}",
            ("show-status", [var topology]) => $"See how far it is: streaming status {topology}",
            ("rescale", [var topology, var partitions]) => $"Divide the state anew: streaming rescale {topology} --partitions {partitions}",
            ("name-partitioner", _) => "Run the same command with --partitioner murmur2 or --partitioner crc32.",
            ("resume", [var topology]) => $"Let it go on: streaming control resume {topology}",
            ("say-why", _) => "Add --because \"...\".",
            ("repair-offsets", [var topology]) => $"Once all its processes are stopped: streaming repair offsets {topology}",
            ("repair-topics", [var topology]) => $"Once all its processes are stopped: streaming repair topics {topology}",
            ("repair-index", [var topology]) => $"Rebuild it: streaming repair index {topology}",
            ("verify", [var topology]) => $"Check all of it: streaming verify {topology}",
            ("verify-against-checkpoint", [var topology]) => $"Check all of it: streaming verify {topology} --checkpoint FILE",
            ("create-checkpoint", [var topology]) => $"Make a new one: streaming checkpoint create {topology}",
            ("create-key", _) => "Make one with: streaming checkpoint keygen",
            ("list-api-keys", _) => "See which there are: streaming api-keys list",
            ("share-issuer-secret", _) =>
                "Give all servers the same one with --issuer-secret, or have new keys made: streaming issuer rotate --at-once",
            ("list-clients", _) => "See which there are: streaming clients list",
            ("list-users", _) => "See who there is: streaming users list",
            ("list-models", _) => "See which there are: streaming models list",
            ("list-datasets", _) => "See which there are: streaming datasets list",
            ("train", [var topology]) => $"Train one with: streaming train {topology}",
            ("promote", [var model]) => $"Promote one: streaming models promote {model} VERSION",
            ("shadow-model", [var model, var version]) => $"Try it as a shadow: streaming models shadow {model} {version}",
            ("reject-model", [var model, var version]) => $"Reject it: streaming models reject {model} {version} --because \"...\"",
            ("roll-back-model", [var model]) => $"Roll it back: streaming models rollback {model} --because \"...\"",
            ("map-inputs", _) => "--map INPUT=FEATURE,… says which features an input takes.",
            ("name-output", _) => "--output NAME, or --output NAME[COLUMN], says which output is the score.",
            ("name-background", _) => "--background FILE names them, as CSV.",
            ("explain-by-scores", _) => "Explain it by its scores alone: --method kernel --background FILE.",
            ("name-model-file", _) => "A file is named by --model PATH.",
            ("name-other-topology", _) => "Compare two files with --against FILE.",
            ("list-quarantine", [var topology]) => $"See what there is: streaming quarantine list {topology}",
            ("name-columns", _) => "--map FIELD=COLUMN says which column a field comes from, --set FIELD=TEXT gives it a text.",
            ("name-encoding", var likely) => $"Say what it is with {string.Join(" or ", Options("--encoding", likely))}.",
            ("limit-rows", [var rows]) => $"--limit {rows} publishes the rows before it.",
            ("leave-out-labels", _) => "--no-labels publishes the events alone.",
            ("unpack", [var program]) => $"Unpack it on the way: {program} FILE | streaming publish … --file -",
            ("read-standard-input", _) => "--file - reads standard input.",
            _ => null,
        };

    static IEnumerable<string> Options(string name, IReadOnlyList<string> values) =>
        values.Count == 0 ? [name] : values.Select(value => $"{name} {value}");
}
