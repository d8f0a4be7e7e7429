// The sample of Meshery's guide for contributors of events (meshery/meshery, Apache License 2.0), unchanged.
async function sendClientEvent(clientId, eventPayload) {
  // Create a new event
  const event = {
    category: "client_event",
    action: "create",
    severity: "info",
    description: "Client event creation",
    metadata: eventPayload
  };

  try {
    // Send event to Meshery Server
    const response = await fetch('http://localhost:9081/api/events', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json'
      },
      body: JSON.stringify(event)
    });

    if (!response.ok) {
      throw new Error(`Server returned non-200 status: ${response.status}`);
    }

    console.log('Event sent successfully');
  } catch (error) {
    console.error('Failed to send event:', error);
  }
}

sendClientEvent(clientId, eventPayload);
