namespace Streaming.Gateway.Problems;

/// <summary>Cures in the words of HTTP callers: as requests where there is one, else as what to ask of whoever runs the system.</summary>
static class HttpCureWords
{
    /// <summary>A sentence; null: a cure that this door does not know.</summary>
    /// <param name="code">Which cure.</param>
    /// <param name="arguments">What it knows.</param>
    public static string? Of(string code, IReadOnlyList<string> arguments) =>
        (code, arguments) switch
        {
            ("examine", _) => "See whether Kafka and PostgreSQL answer: GET /health/ready.",
            ("report", _) => "The server's log says more; please report it.",
            ("name-kafka", _) => "Whoever runs this server names its Kafka, and starts it.",
            ("name-postgres", _) => "Whoever runs this server names its PostgreSQL, and starts it.",
            ("name-data-folder", _) => "Whoever runs this server names its data folder.",
            ("list-jobs", _) => "See which there are: GET /v1/jobs.",
            ("show-job", [var job]) => $"See how it goes: GET /v1/jobs/{job}.",
            ("list-contests", [var topology]) => $"See which there are: GET /v1/topologies/{topology}/contests.",
            ("list-runs", [var topology]) => $"See which there were: GET /v1/topologies/{topology}/learning.",
            ("show-run", [var topology, var run]) => $"See how it goes: GET /v1/topologies/{topology}/learning/run?number={run}.",
            ("run", [var topology]) => $"Whoever runs the system starts the pipeline {topology}.",
            ("run-with", [var topology, var partitions]) => $"Whoever runs the system starts {topology} with {partitions} partitions.",
            ("show-status", [var topology]) => $"See how far it is: GET /v1/topologies/{topology}/status.",
            ("rescale", [var topology, var partitions]) =>
                $"Divide the state anew: POST /v1/topologies/{topology}/rescale with {{\"partitions\": {partitions}}}.",
            ("name-partitioner", _) => "Send the same with \"partitioner\": \"murmur2\" or \"crc32\".",
            ("resume", [var topology]) => $"Let it go on: POST /v1/topologies/{topology}/control/resume.",
            ("map-inputs", _) => "Send the file with the part request: {\"map\": {\"INPUT\": [\"FEATURE\", …]}}.",
            ("name-output", _) => "Send the file with the part request: {\"output\": \"NAME[index]\"}.",
            ("say-why", _) => "Send the header Streaming-Because.",
            ("repair-offsets", [var topology]) => $"Once all its processes are stopped: POST /v1/topologies/{topology}/repair/offsets.",
            ("repair-topics", [var topology]) => $"Once all its processes are stopped: POST /v1/topologies/{topology}/repair/topics.",
            ("repair-index", [var topology]) => $"Rebuild it: POST /v1/topologies/{topology}/repair/index.",
            ("verify" or "verify-against-checkpoint", [var topology]) => $"Check all of it: POST /v1/topologies/{topology}/verify.",
            ("create-checkpoint", [var topology]) => $"Whoever holds the operator's key makes a new checkpoint of {topology}.",
            ("create-key", _) => "Whoever signs makes a key on their own machine.",
            ("list-api-keys", _) => "See which there are: GET /v1/api-keys.",
            ("share-issuer-secret", _) => "Whoever runs this server gives it the same secret as the others.",
            ("list-clients", _) => "See which there are: GET /v1/clients.",
            ("list-users", _) => "See who there is: GET /v1/users.",
            ("list-models", _) => "See which there are: GET /v1/models.",
            ("list-datasets", _) => "See which there are: GET /v1/datasets.",
            ("train", [var topology]) => $"Train one: POST /v1/topologies/{topology}/train.",
            ("promote", [var model]) => $"Promote one: POST /v1/models/{model}/promote with {{\"version\": N}}.",
            ("shadow-model", [var model, var version]) =>
                $"Try it as a shadow: POST /v1/models/{model}/shadow with {{\"version\": {version}}}.",
            ("reject-model", [var model, var version]) => $"Reject it: POST /v1/models/{model}/reject with {{\"version\": {version}}}.",
            ("roll-back-model", [var model]) => $"Roll it back: POST /v1/models/{model}/rollback.",
            ("explain-by-scores", _) => "Send rows to compare with as the part background, and the method kernel in the part request.",
            ("name-background", _) => "Send such rows as the part background: POST /v1/models/NAME:VERSION/explanations.",
            ("name-model-file", _) => "Name a version of the model, or \"rule\".",
            ("name-other-topology", _) => "There is nothing to compare with yet.",
            ("list-quarantine", [var topology]) => $"See what there is: GET /v1/topologies/{topology}/quarantine.",
            ("name-columns" or "name-encoding" or "limit-rows" or "leave-out-labels" or "unpack" or "read-standard-input", _) =>
                "Files are published by the command line.",
            _ => null,
        };
}
