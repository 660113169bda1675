namespace Streaming.Gateway.Routes;

/// <summary>
/// Every operation that HTTP callers can reach, a line each, and those that they cannot, with the reason. Requests, answers, checks and the
/// description are made from the operations themselves; a test holds that none is forgotten.
/// </summary>
static class RouteTable
{
    const string Topology = "/v1/topologies/{topology}";

    /// <summary>Those that can be reached.</summary>
    public static IReadOnlyList<OperationRoute> All { get; } =
    [
        Get("topology.list", "/v1/topologies", "The topologies that this server offers.").Hiding("topologies"),
        Get("topology.check", $"{Topology}/check", "Checks the topology's file and says what it compiles to."),
        Get("topology.draw", $"{Topology}/drawing", "Draws the topology, as boxes of text or as a Mermaid flowchart."),
        Get("topology.diff", $"{Topology}/difference", "What the topology's file changes against what lineage was last written under.")
            .Hiding("against"),
        Get("topology.card", $"{Topology}/card", "What is known of a pipeline, what is not, and where the evidence is."),
        Post("topology.test", $"{Topology}/tests", "Runs the tests in the topology's file, scored by its rule.").Hiding("model"),
        Get("topology.schema", "/v1/topology-schema", "The JSON schema of topology files.") with
        {
            Form = AnswerForm.Text,
            ContentType = "application/schema+json",
        },
        Records("events.send", $"{Topology}/events", "Publishes events; the answer comes once they are durable, and says where they are."),
        Records("event.decide", $"{Topology}/decide", "Publishes one event and answers with what the pipeline decides.") with
        {
            Waits = true,
        },
        Records("labels.send", $"{Topology}/labels", "Publishes labels; the answer comes once they are durable, and says where they are."),
        Get("status.get", $"{Topology}/status", "Lag, rates and counts by outcome of the pipeline."),
        Get("predictions.read", $"{Topology}/predictions", "Committed predictions, the last ones or all, a line of JSON each.")
            .Hiding("follow") with
        {
            Form = AnswerForm.Lines,
        },
        Get("predictions.follow", $"{Topology}/predictions/stream", "Predictions as they come, as Server-Sent Events.") with
        {
            Form = AnswerForm.Events,
        },
        Get("control.get", $"{Topology}/control", "Whether the model or the rule scores, since when, by whom and why."),
        Post("control.fallback", $"{Topology}/control/fallback", "Lets the rule score instead of the model."),
        Post("control.resume", $"{Topology}/control/resume", "Lets the model score again."),
        Post("decision.override", $"{Topology}/override", "Lets another decision stand for a scored record."),
        Post("decision.contest", $"{Topology}/contests", "Takes down that somebody contests a decision."),
        Get("contest.list", $"{Topology}/contests", "Contested decisions, what was answered, and what should have been."),
        Get("contest.show", $"{Topology}/contests/{{contest}}", "One contested decision, and what was answered."),
        Post("contest.answer", $"{Topology}/contests/{{contest}}/answer", "Answers a contest: the decision stands, or another does."),
        Post("contest.agree", $"{Topology}/contests/{{contest}}/agreement", "Agrees, as the second person, to what somebody proposed."),
        Get("decision.explain", $"{Topology}/explanation", "How much each feature moved the score of a record, exactly.")
            .Hiding("background", "plot"),
        Get("explanation.summarise", $"{Topology}/explanations", "What moves the scores of a range, and whether that has changed.")
            .Hiding("plot"),
        Get("quarantine.list", $"{Topology}/quarantine", "The latest rejected records."),
        Get("quarantine.show", $"{Topology}/quarantine/{{address}}", "One rejected record, whole."),
        Post("quarantine.retry", $"{Topology}/quarantine/retry", "Publishes rejected records again, as they are.").Hiding("value"),
        Get("lineage.list", $"{Topology}/records", "The records of a key, or with a decision, the last recorded first."),
        Get("lineage.find", $"{Topology}/record", "All that lineage knows of a record, by event id or lineage id."),
        Get("lineage.export", $"{Topology}/export", "The lineage of every record as a table: CSV, Parquet or Arrow.")
            .Giving("file", "-") with
        {
            Form = AnswerForm.Download,
        },
        Post("evidence.prove", $"{Topology}/evidence", "A record with its proof, which is checked without this server.")
            .Hiding("key")
            .Giving("file", "-")
            .Taking(["checkpoint"], FilePart.Checkpoint, FilePart.Key) with
        {
            Form = AnswerForm.Download,
            Sends = [MediaTypes.Json],
        },
        Job("lineage.verify", $"{Topology}/verify", "Computes the hash chain of lineage again, as a job.").Hiding("checkpoint", "key"),
        Job("lineage.replay", $"{Topology}/replay", "Computes recorded features, scores and decisions again and compares them, as a job.")
            .Hiding("plot")
            .Matching("model", "^(rule|[1-9][0-9]{0,8})$"),
        Job("model.train", $"{Topology}/train", "Trains the topology's model from its lineage, as a job."),
        Get("model.list", "/v1/models", "All models and versions."),
        Get("model.show", "/v1/models/{name}", "One version of a model; the one in use where none is named."),
        Get("model.card", "/v1/models/{name}/card", "What is known of a version, for those who are to rely on it."),
        Get("model.diff", "/v1/models/{name}/difference", "In what two versions of a model differ."),
        Get("model.interface", "/v2/models/{model}", "How a model is asked, by the Open Inference Protocol v2.") with
        {
            Form = AnswerForm.Inference,
        },
        Post("model.ask", "/v2/models/{model}/infer", "Scores feature vectors; the answer is in lineage before it is given.")
            .Hiding("version", "id") with
        {
            Form = AnswerForm.Inference,
        },
        Post("model.register", $"{Topology}/models/{{name}}/versions", "Adds a model file that something else wrote.")
            .Hiding("data")
            .Taking(["file"], FilePart.Model, FilePart.Proof),
        Post("model.explain", "/v1/models/{model}/explanations", "Shares the scores of rows out over the features, as a table.")
            .Hiding("background", "map", "score")
            .Matching("model", "^[A-Za-z0-9._-]{1,100}:[1-9][0-9]{0,8}$")
            .Giving("file", "-")
            .Taking(["data"], FilePart.Rows, FilePart.Background) with
        {
            Form = AnswerForm.Download,
            Sends = [MediaTypes.Csv],
        },
        Post("model.shadow", "/v1/models/{name}/shadow", "Lets a version score everything and decide nothing."),
        Post("model.canary", "/v1/models/{name}/canary", "Lets a version decide for a share of the keys."),
        Post("model.promote", "/v1/models/{name}/promote", "Makes a version the champion, which decides."),
        Post("model.reject", "/v1/models/{name}/reject", "Ends a version that is not good enough."),
        Post("model.rollback", "/v1/models/{name}/rollback", "Takes the champion back to the version before it."),
        Job(
                "model.rollout",
                $"{Topology}/rollout",
                "Lets a version show on live rows that it is better, and promotes it or takes it back, as a job."
            )
            .Hiding("fairness"),
        Get("model.compare", $"{Topology}/comparison", "Compares a version that is tried on live rows with the one in use."),
        Job(
                "model.judge",
                $"{Topology}/judgement",
                "Holds a version against the one in use on recorded rows that it was not trained on, as a job."
            )
            .Hiding("fairness"),
        Get("learning.list", $"{Topology}/learning", "The learning runs of the topology, and what waits to begin."),
        Get("learning.show", $"{Topology}/learning/run", "The story of a learning run; of the newest where none is named."),
        Post("learning.start", $"{Topology}/learning/start", "Asks for the topology's model to be renewed by its policy."),
        Post("learning.cancel", $"{Topology}/learning/cancel", "Asks for a learning run to end."),
        Post("learning.verify", "/v1/learning/verify", "Checks the histories of all learning runs, and of what was done for goals."),
        Get("dataset.list", "/v1/datasets", "What versions of models were trained on, by id."),
        Get("dataset.show", "/v1/datasets/{id}", "One dataset: what it was taken out of, and who was trained on it."),
        Get("dataset.export", "/v1/datasets/{id}/table", "A dataset, made again from lineage, as a table: CSV, Parquet or Arrow.")
            .Giving("file", "-") with
        {
            Form = AnswerForm.Download,
        },
        Get("dataset.diff", "/v1/dataset-difference", "In what two datasets differ."),
        Get("drift.show", $"{Topology}/drift", "Whether features and scores have changed, and which."),
        Get("goals.show", $"{Topology}/goals", "How it stands with what is wanted of scores, and what was done for it."),
        Job("goals.plan", $"{Topology}/goals/plan", "Says what would be done for the goals, after trying it on history, as a job."),
        Get(
            "fairness.show",
            $"{Topology}/fairness",
            "How the groups that the topology declares fare, by what was decided and how it turned out."
        ),
        Job("fairness.proxies", $"{Topology}/fairness/proxies", "Tests features for proxies of the declared groups, as a job."),
        Get("fairness.thresholds", $"{Topology}/fairness/thresholds", "Proposes a threshold for each group, where the topology allows it."),
        Get("drift.detectors", "/v1/drift-detectors", "The drift detectors that there are, with their parameters."),
        Post("drift.try", "/v1/drift-detectors/trial", "Runs a drift detector over a column of rows, to be tuned.")
            .Taking(["file"], FilePart.Rows),
        Post("pipeline.rescale", $"{Topology}/rescale", "Divides the state of a stopped pipeline over more partitions."),
        Job("repair.index", $"{Topology}/repair/index", "Makes the lookup index anew from lineage, as a job."),
        Post("repair.offsets", $"{Topology}/repair/offsets", "Commits the positions that lineage records, for a stopped pipeline."),
        Post("repair.topics", $"{Topology}/repair/topics", "Has topics that were made again read from their start."),
        Get("access.read", "/v1/access", "Who called what, when, why, and how it ended."),
        Get("apikey.list", "/v1/api-keys", "Keys of those who call from elsewhere, without their secrets."),
        Post("apikey.create", "/v1/api-keys", "Makes a key; this answer alone has its secret."),
        Post("apikey.revoke", "/v1/api-keys/{id}/revoke", "Takes a key back, for good."),
        Post("apikey.verify", "/v1/api-keys/verify", "Checks the histories of all keys."),
        Get("client.list", "/v1/clients", "Programs that may have tokens of this server, without their secrets."),
        Post("client.add", "/v1/clients", "Lets a program have tokens of this server; this answer alone has its secret."),
        Post("client.remove", "/v1/clients/{name}/remove", "Takes a program out, for good."),
        Get("user.list", "/v1/users", "People who may sign in at this server."),
        Post("user.add", "/v1/users", "Lets a person sign in at this server."),
        Post("user.password", "/v1/users/{name}/password", "Gives a person another password; all that they had before is taken back."),
        Post("user.remove", "/v1/users/{name}/remove", "Takes a person out, for good."),
        Post("issuer.rotate", "/v1/issuer/rotate", "Has new keys made to sign tokens with."),
        Post("issuer.verify", "/v1/issuer/verify", "Checks the histories of all who may have tokens, and of the keys."),
        Job("access.verify", "/v1/access/verify", "Checks every seal of the access log, as a job."),
        Get("job.list", "/v1/jobs", "Jobs, the newest first."),
        Get("job.show", "/v1/jobs/{id}", "How a job goes, and what it waits for."),
        Get("job.result", "/v1/jobs/{id}/result", "What came of a job that is done."),
        Post("job.cancel", "/v1/jobs/{id}/cancel", "Asks for a job to stop."),
        Post("job.verify", "/v1/jobs/verify", "Checks the histories and results of all jobs."),
    ];

    /// <summary>Those that cannot, by name, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> Withheld { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["archive.check"] = "it reads a file, and needs no server: whoever has the archive checks it where it lies",
            ["card.check"] = "it reads a file, and needs no server: whoever has the card checks it where it lies",
            ["card.sign"] = "it signs with a private key, which does not travel",
            ["checkpoint.create"] = "it signs with a private key, which does not travel",
            ["checkpoint.read"] = "it reads a file, and needs no server: whoever has the checkpoint checks it where it lies",
            ["demo.drift"] = "it makes a small world of its own on the machine that it runs on",
            ["demo.run"] = "it makes a small world of its own on the machine that it runs on",
            ["demo.serve"] = "it makes a small world of its own on the machine that it runs on",
            ["drift.follow"] = "it is a process that works until it is stopped",
            ["events.publish"] =
                "it reads a file of the machine that it runs on; POST /v1/topologies/{topology}/events takes its lines as they come",
            ["events.simulate"] = "it mixes made-up events with real ones, at its own pace, until it is stopped",
            ["evidence.check"] = "it reads a file, and needs no server: whoever has the evidence trusts their own machine, not this one",
            ["gateway.serve"] = "it is this server",
            ["job.run"] = "it is a process that works until it is stopped; this server works on jobs already",
            ["job.start"] = "operations that may be jobs are jobs here: their own paths start them",
            ["job.wait"] = "it holds a connection for as long as the job takes; the job's path tells how far it is",
            ["key.create"] = "it makes a private key, which does not travel",
            ["learning.serve"] = "it is a process that works until it is stopped",
            ["machine.examine"] = "it tells where this machine has its programs, files and ports; /health/ready tells whether they work",
            ["pipeline.run"] = "it is a process that works until it is stopped",
            ["retention.apply"] = "it signs with a private key, which does not travel",
            ["service.run"] = "it is a process that works until it is stopped",
        };

    static OperationRoute Get(string operation, string path, string summary) => new(operation, "GET", path, summary);

    static OperationRoute Post(string operation, string path, string summary) => new(operation, "POST", path, summary);

    static OperationRoute Records(string operation, string path, string summary) =>
        Post(operation, path, summary) with
        {
            TakesRecords = true,
        };

    static OperationRoute Job(string operation, string path, string summary) =>
        Post(operation, path, summary) with
        {
            Form = AnswerForm.Job,
        };
}
