using Streaming.Embedded.Kafka.Tool;

return await KafkaCommand.RunAsync(args, Console.Out, Console.Error);
