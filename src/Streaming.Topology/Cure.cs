using System.Globalization;

namespace Streaming.Topology;

/// <summary>
/// What would mend a fault, where that is something to do with this product. The message says what to do in words that hold at every door;
/// how it is done there, each door words itself: the command line as a command.
/// </summary>
/// <param name="Code">Which cure: a word for programs.</param>
/// <param name="Arguments">What it needs to know, in the cure's own order.</param>
public sealed record Cure(string Code, params IReadOnlyList<string> Arguments)
{
    /// <summary>Look whether everything that is needed is there and answers.</summary>
    public static Cure Examine { get; } = new("examine");

    /// <summary>Look with more detail, and tell those who make it.</summary>
    public static Cure Report { get; } = new("report");

    /// <summary>Say which Kafka.</summary>
    public static Cure NameKafka { get; } = new("name-kafka");

    /// <summary>Say which PostgreSQL.</summary>
    public static Cure NamePostgres { get; } = new("name-postgres");

    /// <summary>Say which folder the embedded services keep their data in.</summary>
    public static Cure NameDataFolder { get; } = new("name-data-folder");

    /// <summary>See which jobs there are.</summary>
    public static Cure ListJobs { get; } = new("list-jobs");

    /// <summary>See how a job goes.</summary>
    public static Cure ShowJob(long id) => new("show-job", Text(id));

    /// <summary>See which learning runs a topology has had.</summary>
    public static Cure ListRuns(string topology) => new("list-runs", topology);

    /// <summary>See which decisions are contested.</summary>
    public static Cure ListContests(string topology) => new("list-contests", topology);

    /// <summary>See how a learning run goes.</summary>
    public static Cure ShowRun(string topology, int number) => new("show-run", topology, Text(number));

    /// <summary>Run a pipeline.</summary>
    public static Cure Run(string topology) => new("run", topology);

    /// <summary>Run a pipeline whose topics are still to be made.</summary>
    public static Cure RunWith(string topology, int partitions) => new("run-with", topology, Text(partitions));

    /// <summary>See how far a pipeline is.</summary>
    public static Cure ShowStatus(string topology) => new("show-status", topology);

    /// <summary>Divide a pipeline's state over more partitions.</summary>
    public static Cure Rescale(string topology, int partitions) => new("rescale", topology, Text(partitions));

    /// <summary>Say which partitioner a rescale is to go by.</summary>
    public static Cure NamePartitioner { get; } = new("name-partitioner");

    /// <summary>Let the model of a pipeline score again.</summary>
    public static Cure Resume(string topology) => new("resume", topology);

    /// <summary>Say why something is done.</summary>
    public static Cure SayWhy { get; } = new("say-why");

    /// <summary>Commit the positions that lineage records.</summary>
    public static Cure RepairOffsets(string topology) => new("repair-offsets", topology);

    /// <summary>Read topics that were made again from their start.</summary>
    public static Cure RepairTopics(string topology) => new("repair-topics", topology);

    /// <summary>Make the lookup index anew from lineage.</summary>
    public static Cure RepairIndex(string topology) => new("repair-index", topology);

    /// <summary>Check all lineage of a topology.</summary>
    public static Cure Verify(string topology) => new("verify", topology);

    /// <summary>Check all lineage of a topology against a checkpoint.</summary>
    public static Cure VerifyAgainstCheckpoint(string topology) => new("verify-against-checkpoint", topology);

    /// <summary>Sign a checkpoint.</summary>
    public static Cure CreateCheckpoint(string topology) => new("create-checkpoint", topology);

    /// <summary>Make a key to sign with.</summary>
    public static Cure CreateKey { get; } = new("create-key");

    /// <summary>See which models there are.</summary>
    public static Cure ListModels { get; } = new("list-models");

    /// <summary>See which datasets there are.</summary>
    public static Cure ListDatasets { get; } = new("list-datasets");

    /// <summary>Train a model from lineage.</summary>
    public static Cure Train(string topology) => new("train", topology);

    /// <summary>Let a version of a model score.</summary>
    public static Cure Promote(string model) => new("promote", model);

    /// <summary>Let a version of a model score without deciding.</summary>
    public static Cure ShadowModel(string model, int version) => new("shadow-model", model, Text(version));

    /// <summary>Reject a version of a model.</summary>
    public static Cure RejectModel(string model, int version) => new("reject-model", model, Text(version));

    /// <summary>Take a model's champion back.</summary>
    public static Cure RollBackModel(string model) => new("roll-back-model", model);

    /// <summary>Say which features the inputs of a model take.</summary>
    public static Cure MapInputs { get; } = new("map-inputs");

    /// <summary>Say which output of a model is the score.</summary>
    public static Cure NameOutput { get; } = new("name-output");

    /// <summary>Say which file of a model.</summary>
    public static Cure NameModelFile { get; } = new("name-model-file");

    /// <summary>Say which file to compare a topology with.</summary>
    public static Cure NameOtherTopology { get; } = new("name-other-topology");

    /// <summary>Say which rows a decision is to be compared with.</summary>
    public static Cure NameBackground { get; } = new("name-background");

    /// <summary>Explain a model by its scores alone.</summary>
    public static Cure ExplainByScores { get; } = new("explain-by-scores");

    /// <summary>See which keys there are for those who call from elsewhere.</summary>
    public static Cure ListApiKeys { get; } = new("list-api-keys");

    /// <summary>Give all servers the same secret of the issuer, or have new keys made.</summary>
    public static Cure ShareIssuerSecret { get; } = new("share-issuer-secret");

    /// <summary>Look at the programs that there are.</summary>
    public static Cure ListClients { get; } = new("list-clients");

    /// <summary>Look at the people that there are.</summary>
    public static Cure ListUsers { get; } = new("list-users");

    /// <summary>See what is in quarantine.</summary>
    public static Cure ListQuarantine(string topology) => new("list-quarantine", topology);

    /// <summary>Say which columns of a file the fields come from, or a text for those that it lacks.</summary>
    public static Cure NameColumns { get; } = new("name-columns");

    /// <summary>Say how the characters of a file are written.</summary>
    public static Cure NameEncoding(params IReadOnlyList<string> likely) => new("name-encoding", likely);

    /// <summary>Publish the rows of a file before a bad one.</summary>
    public static Cure LimitRows(long rows) => new("limit-rows", Text(rows));

    /// <summary>Publish events without their labels.</summary>
    public static Cure LeaveOutLabels { get; } = new("leave-out-labels");

    /// <summary>Publish what another program unpacks.</summary>
    /// <param name="program">That program with its options; the name of the file follows.</param>
    public static Cure Unpack(string program) => new("unpack", program);

    /// <summary>Publish from standard input.</summary>
    public static Cure ReadStandardInput { get; } = new("read-standard-input");

    /// <summary>The code with its arguments: for logs, and doors that do not know it.</summary>
    public override string ToString() => string.Join(' ', [Code, .. Arguments]);

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
