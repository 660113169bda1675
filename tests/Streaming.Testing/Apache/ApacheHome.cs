namespace Streaming.Testing.Apache;

/// <summary>Where tests find a distribution of Apache Kafka.</summary>
public static class ApacheHome
{
    public const string Beside = "shared/kafka";

    /// <summary>The folder that KAFKA_HOME names, else shared/kafka above the repository, else null.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(ApacheKafka.HomeVariable) is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, Beside) is var path && Directory.Exists(path))
                return path;
        }

        return null;
    }
}
